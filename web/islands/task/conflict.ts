import { find, make } from '../common/dom.ts';

/** Shows above the form that someone else was first and what to do; one's own text stays. */
export function showConflict(
  message: string,
  choices: readonly { text: string; run(): void }[],
  ownText: string,
): void {
  const place = find('[data-conflict]');
  if (!place) return;
  const actions = make('p', { class: 'dialog-actions' });
  const box = make(
    'div',
    { class: 'conflict', role: 'alert', tabindex: '-1' },
    make('p', {}, make('b', {}, message)),
  );
  if (ownText) box.append(make('p', { class: 'hint' }, '您写的意见仍在下面，没有丢失，可以复制。'));
  for (const choice of choices) {
    const button = make('button', { type: 'button', class: 'button' }, choice.text);
    button.addEventListener('click', () => {
      place.replaceChildren();
      choice.run();
    });
    actions.append(button);
  }
  box.append(actions);
  place.replaceChildren(box);
  box.focus();
}
