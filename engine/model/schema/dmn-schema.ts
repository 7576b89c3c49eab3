import {
  DMN_13_DIAGRAM_CHANGES,
  DMN_15_DIAGRAM_CHANGES,
  DMN_DC_TYPES,
  DMN_DI_TYPES,
  DMN_DIAGRAM_TYPES,
} from './dmn-diagram-types.ts';
import { DMN_11_TYPES } from './dmn-types.ts';
import {
  DMN_12_CHANGES,
  DMN_13_CHANGES,
  DMN_14_CHANGES,
  DMN_15_CHANGES,
} from './dmn-version-types.ts';
import type { SchemaText } from './notation.ts';
import type { ImportedSchema } from './schema-location.ts';
import { SchemaSet } from './schema-set.ts';

const DC = 'http://www.omg.org/spec/DMN/20180521/DC/';
const DI = 'http://www.omg.org/spec/DMN/20180521/DI/';
const DIAGRAM_12 = 'http://www.omg.org/spec/DMN/20180521/DMNDI/';
const DIAGRAM_13 = 'https://www.omg.org/spec/DMN/20191111/DMNDI/';
const DIAGRAM_15 = 'https://www.omg.org/spec/DMN/20230324/DMNDI/';

const DMN_12_TYPES = DMN_11_TYPES + DMN_12_CHANGES;
const DMN_13_TYPES = DMN_12_TYPES + DMN_13_CHANGES;
const DMN_14_TYPES = DMN_13_TYPES + DMN_14_CHANGES;
const DMN_15_TYPES = DMN_14_TYPES + DMN_15_CHANGES;

function model(namespace: string, diagram: string | null, text: string): SchemaText {
  return { namespace, prefixes: diagram === null ? {} : { dmndi: diagram }, text };
}

function diagram(namespace: string, text: string): SchemaText {
  return { namespace, prefixes: { di: DI, dc: DC }, text };
}

const SCHEMAS: readonly SchemaText[] = [
  model('http://www.omg.org/spec/DMN/20151101/dmn.xsd', null, DMN_11_TYPES),
  model('http://www.omg.org/spec/DMN/20151101/dmn11.xsd', null, DMN_11_TYPES),
  model('http://www.omg.org/spec/DMN/20180521/MODEL/', DIAGRAM_12, DMN_12_TYPES),
  model('https://www.omg.org/spec/DMN/20191111/MODEL/', DIAGRAM_13, DMN_13_TYPES),
  model('https://www.omg.org/spec/DMN/20211108/MODEL/', DIAGRAM_13, DMN_14_TYPES),
  model('https://www.omg.org/spec/DMN/20230324/MODEL/', DIAGRAM_15, DMN_15_TYPES),
  diagram(DIAGRAM_12, DMN_DIAGRAM_TYPES),
  diagram(DIAGRAM_13, DMN_DIAGRAM_TYPES + DMN_13_DIAGRAM_CHANGES),
  diagram(DIAGRAM_15, DMN_DIAGRAM_TYPES + DMN_13_DIAGRAM_CHANGES + DMN_15_DIAGRAM_CHANGES),
  { namespace: DC, prefixes: {}, text: DMN_DC_TYPES },
  { namespace: DI, prefixes: { dc: DC }, text: DMN_DI_TYPES },
];

/** Of a DMN file Zeebe says only that it can't be parsed, so the places don't matter. */
function imported(namespace: string, file: string): ImportedSchema {
  return { namespace, file, importer: 'DMN15.xsd', line: 1, wanted: file };
}

const IMPORTED: readonly ImportedSchema[] = [
  imported(DIAGRAM_12, 'DMNDI12.xsd'),
  imported(DIAGRAM_13, 'DMNDI13.xsd'),
  imported(DIAGRAM_15, 'DMNDI15.xsd'),
  imported(DC, 'DC.xsd'),
  imported(DI, 'DI.xsd'),
];

let made: SchemaSet | null = null;

/** DMN 1.1 to 1.5, as far as Zeebe 8.5 takes them. Source: OMG DMN, the schemas of each version */
export function dmnSchema(): SchemaSet {
  made ??= new SchemaSet(SCHEMAS, IMPORTED);
  return made;
}
