import { fragment } from '../common/api.ts';
import { find, findAll } from '../common/dom.ts';
import { onLive, refresher } from '../common/live.ts';
import { morph } from '../common/morph.ts';
import { mountDiagrams } from '../diagram/mount.ts';
import { mountActions, showActions } from './actions.ts';

/** The case page: its live part follows the case, unit fields get their picker. */

const live = find('#live');
const key = live?.dataset['case'] ?? '';
const refresh = refresher(async () => {
  if (live) morph(live, await fragment(location.href), '.step');
  showActions();
});
onLive('case', (data) => {
  if (data['key'] === undefined || data['key'] === key) refresh();
});
mountDiagrams();
mountActions();

for (const place of findAll('[data-unit-field]')) {
  void import('../units/units.ts').then(({ mountUnits }) => {
    mountUnits(place, {
      isSingle: true,
      onlyReceiving: true,
      name: place.dataset['unitField'] ?? '',
      labelledBy: place.dataset['labelledby'] ?? '',
      value: [],
      onChange: () => undefined,
    });
  });
}
