import { ApiProblem, api, pageData } from '../common/api.ts';
import { debounce, find, toast } from '../common/dom.ts';
import { blankDiagram } from './blank.ts';
import { showFindings } from './findings.ts';
import { lint } from './lint.ts';
import type { Finding } from './lint.ts';
import { createModeler, partsOf } from './modeler.ts';

/** The editor of one diagram: draw, check, save a draft, deploy a new version. */

interface Definition {
  key: string;
  processId: string;
  name: string;
  version: number;
  xml: string;
}

interface Draft {
  version: number;
  savedBy: string;
  xml: string;
}

const data = pageData<{ definition: Definition | null; draft: Draft | null }>('designer-data');
const canvas = find('[data-canvas]');
const properties = find('[data-properties]');
const stateText = find('[data-state]');
if (!canvas || !properties) throw new Error('the designer page has no canvas');
const modeler = createModeler(canvas, properties);
const parts = partsOf(modeler);
let draftVersion = data.draft?.version ?? 0;
let isDirty = false;
let serverFindings: Finding[] = [];

const say = (text: string): void => {
  if (stateText) stateText.textContent = text;
};

async function xml(): Promise<string> {
  return (await modeler.saveXML({ format: true })).xml ?? '';
}

/** The id of the executable process drawn now (a renamed process is another one). */
function processId(): string {
  const definitions = modeler.getDefinitions() as {
    rootElements?: { $type: string; id: string; isExecutable?: boolean }[];
  };
  const processes = (definitions.rootElements ?? []).filter((one) => one.$type === 'bpmn:Process');
  return (processes.find((one) => one.isExecutable) ?? processes[0])?.id ?? '';
}

function nameOf(element: string): string {
  return parts.registry.get(element)?.businessObject?.name ?? element;
}

function goTo(element: string): void {
  const shape = parts.registry.get(element);
  if (!shape) return;
  parts.canvas.scrollToElement(element, 120);
  parts.selection.select(shape);
}

async function drawFindings(): Promise<void> {
  const drawn = await lint(modeler.getDefinitions());
  showFindings([...serverFindings, ...drawn], { ...parts, nameOf, goTo });
}

const lintSoon = debounce(400, () => void drawFindings());

async function open(text: string): Promise<void> {
  try {
    await modeler.importXML(text);
  } catch (error) {
    toast(`打不开这个文件：${error instanceof Error ? error.message : ''}`, true);
    return;
  }
  serverFindings = [];
  await drawFindings();
  fitBesidePalette();
}

/** Fits the diagram into what the palette leaves free. */
function fitBesidePalette(): void {
  const palettePx = 120;
  parts.canvas.resized();
  const box = parts.canvas.viewbox();
  const scale = Math.min(
    (box.outer.width - palettePx - 40) / box.inner.width,
    (box.outer.height - 80) / box.inner.height,
    1,
  );
  parts.canvas.viewbox({
    x: box.inner.x - (palettePx + 20) / scale,
    y: box.inner.y - 60 / scale,
    width: box.outer.width / scale,
    height: box.outer.height / scale,
  });
}

async function check(): Promise<boolean> {
  const result = await api<{ deployable: boolean; findings: Finding[] }>(
    'POST',
    '/api/v1/definition-checks',
    { xml: await xml(), resourceName: `${processId()}.bpmn` },
  );
  serverFindings = result.findings;
  await drawFindings();
  return result.deployable;
}

async function save(): Promise<void> {
  say('正在保存……');
  const path = `/api/v1/definition-drafts/${encodeURIComponent(processId())}`;
  const draft = await api<Draft>('PUT', path, { baseVersion: draftVersion, xml: await xml() });
  draftVersion = draft.version;
  isDirty = false;
  say('草稿已保存');
}

async function deploy(note: string): Promise<void> {
  const body = { xml: await xml(), resourceName: `${processId()}.bpmn`, note };
  const deployed = await api<Definition>('POST', '/api/v1/definitions', body);
  isDirty = false;
  toast(`已部署为第 ${deployed.version} 版`);
  setTimeout(() => (location.href = `/designer/${deployed.key}`), 900);
}

/** Runs an action of a button and tells a refusal in words; findings go onto the diagram. */
function run(action: () => Promise<unknown>, place?: HTMLElement | null): void {
  action().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : '没有成功';
    if (error instanceof ApiProblem && Array.isArray(error.body['findings'])) {
      serverFindings = error.body['findings'] as Finding[];
      void drawFindings();
    }
    if (place) place.textContent = message;
    else toast(message, true);
    say(isDirty ? '未保存' : '');
  });
}

async function exportFile(): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await xml()], { type: 'application/xml' }));
  link.download = `${processId()}.bpmn`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const file = find<HTMLInputElement>('[data-file]');
file?.addEventListener('change', () => {
  const chosen = file.files?.[0];
  if (chosen)
    void chosen
      .text()
      .then((text) => open(text))
      .then(() => (isDirty = true));
  file.value = '';
});
const on = (name: string, act: () => void): void => {
  find(`[data-${name}]`)?.addEventListener('click', act);
};
on('undo', () => parts.commands.undo());
on('redo', () => parts.commands.redo());
on('import', () => file?.click());
on('export', () => run(exportFile));
on('save', () => run(save));
on('check', () =>
  run(async () => {
    toast((await check()) ? '检查通过，可以部署。' : '检查没有通过，请看下面的结果。');
  }),
);
find<HTMLFormElement>('[data-deploy]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  const note = find<HTMLTextAreaElement>('#deploy-note')?.value ?? '';
  run(async () => {
    await deploy(note);
    find<HTMLDialogElement>('#deploy')?.close();
  }, find('[data-deploy-error]'));
});
find<HTMLSelectElement>('[data-version]')?.addEventListener('change', (event) => {
  location.href = `/designer/${(event.target as HTMLSelectElement).value}`;
});
modeler.on('commandStack.changed', () => {
  isDirty = parts.commands.canUndo();
  for (const [name, can] of [
    ['undo', parts.commands.canUndo()],
    ['redo', parts.commands.canRedo()],
  ] as const) {
    find(`[data-${name}]`)?.toggleAttribute('disabled', !can);
  }
  if (isDirty) say('未保存');
  lintSoon();
});
document.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
  event.preventDefault();
  run(save);
});
addEventListener('beforeunload', (event) => {
  if (isDirty) event.preventDefault();
});
for (const name of ['undo', 'redo']) find(`[data-${name}]`)?.setAttribute('disabled', '');
void open(data.draft?.xml ?? data.definition?.xml ?? blankDiagram());
