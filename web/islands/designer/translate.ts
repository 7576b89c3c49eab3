import { canvasWords, eventWords } from './words-canvas.ts';
import { panelWords } from './words-panel.ts';

/** Chinese for a text of bpmn-js or its properties panel; unknown texts stay as they are. */
export function translate(text: string, values: Record<string, string> = {}): string {
  const chinese = canvasWords[text] ?? panelWords[text] ?? eventWords(text) ?? text;
  return chinese.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** The bpmn-js module that puts our texts in the place of its own. */
export const chinese: object = { translate: ['value', translate] };
