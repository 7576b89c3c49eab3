import { conformance } from './conformance/suite.ts';
import { embedded } from './subject.ts';

conformance(embedded);
