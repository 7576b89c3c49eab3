import { find, make } from '../common/dom.ts';
import type { Finding } from './lint.ts';

const words = { error: '错误', warning: '提醒', info: '说明' } as const;
const order = { error: 0, warning: 1, info: 2 } as const;

interface Parts {
  overlays: {
    add(element: string, type: string, overlay: object): void;
    remove(filter: object): void;
  };
  registry: { get(id: string): unknown };
  nameOf(element: string): string;
  goTo(element: string): void;
}

/** Shows findings as pins on their elements and as a list whose lines lead to the elements. */
export function showFindings(findings: readonly Finding[], parts: Parts): void {
  const sorted = [...findings].sort((a, b) => order[a.severity] - order[b.severity]);
  const errors = sorted.filter((finding) => finding.severity === 'error').length;
  const title = find('[data-findings-title]');
  if (title) {
    title.textContent = sorted.length
      ? `检查结果：${errors} 处错误，${sorted.length - errors} 处提醒`
      : '检查结果：没有发现问题';
  }
  find('[data-findings]')?.replaceChildren(...sorted.map((finding) => lineOf(finding, parts)));
  parts.overlays.remove({ type: 'finding' });
  const worst = new Map<string, Finding[]>();
  for (const finding of sorted) {
    if (!finding.element || !parts.registry.get(finding.element)) continue;
    worst.set(finding.element, [...(worst.get(finding.element) ?? []), finding]);
  }
  for (const [element, list] of worst) {
    const isError = list[0]?.severity === 'error';
    const title = list.map((finding) => finding.message).join('\n');
    const html = make(
      'span',
      { class: `finding-pin${isError ? ' error' : ''}`, title },
      isError ? '!' : '?',
    );
    parts.overlays.add(element, 'finding', { position: { top: -10, left: -10 }, html });
  }
}

function lineOf(finding: Finding, parts: Parts): HTMLElement {
  const button = make('button', { type: 'button', class: `finding-${finding.severity}` });
  button.append(make('b', {}, words[finding.severity]));
  if (finding.element) button.append(make('span', {}, `“${parts.nameOf(finding.element)}”`));
  button.append(make('span', {}, finding.message));
  if (finding.original) button.title = finding.original;
  button.addEventListener('click', () => {
    if (finding.element) parts.goTo(finding.element);
  });
  return button;
}
