import { fragment } from '../common/api.ts';
import { find } from '../common/dom.ts';

/** 退回: shows what a return to the chosen step would cancel and void, before it is done. */
export function mountReturnPreview(): void {
  const choice = find<HTMLSelectElement>('[data-return-to]');
  const place = find('[data-return-preview]');
  choice?.addEventListener('change', () => {
    if (!place) return;
    if (!choice.value) {
      place.replaceChildren();
      return;
    }
    place.textContent = '正在核对……';
    fragment(`${choice.dataset['returnTo'] ?? ''}?to=${encodeURIComponent(choice.value)}`).then(
      (html) => (place.innerHTML = html),
      (error: unknown) => (place.textContent = error instanceof Error ? error.message : ''),
    );
  });
}
