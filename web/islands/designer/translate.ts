import { canvasWords, eventWords } from './words-canvas.ts';
import { panelWords } from './words-panel.ts';

/** Chinese for a text of bpmn-js or its properties panel; unknown texts stay as they are. */
export function translate(text: string, values: Record<string, string> = {}): string {
  const chinese = known(text) ?? known(sentenceCase(text)) ?? text;
  return chinese.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

function known(text: string): string | null {
  return canvasWords[text] ?? panelWords[text] ?? eventWords(text);
}

/** `User Task`, as the panel's head says it, is `User task` elsewhere. */
function sentenceCase(text: string): string {
  return text.slice(0, 1) + text.slice(1).toLowerCase();
}

/** The bpmn-js module that puts our texts in the place of its own. */
export const chinese: object = { translate: ['value', translate] };
