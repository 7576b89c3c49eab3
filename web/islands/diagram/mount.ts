import { findAll } from '../common/dom.ts';

/** Loads the diagram viewer once a diagram comes into view; pages without one never load it. */
export function mountDiagrams(): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting || !(entry.target instanceof HTMLElement)) continue;
        observer.unobserve(entry.target);
        const place = entry.target;
        void import('./viewer.ts').then(({ mountPosition }) => mountPosition(place));
      }
    },
    { rootMargin: '120px' },
  );
  for (const place of findAll('[data-diagram]')) observer.observe(place);
}
