/** How the picture is looked at: not part of the design, so neither undone nor written into the address. */

import { computed, effect, signal } from '@preact/signals';
import type { Pose } from '../viewer/layout';
import type { Measure } from '../viewer/measures';
import type { Reading } from '../viewer/measuring';
import type { Cut } from '../viewer/section';
import type { Offers, Viewer } from '../viewer/viewer';

export class Looking {
  readonly sizes = signal(true);
  readonly cut = signal<Cut | null>(null);
  readonly pose = signal<Pose>('assembled');
  readonly ghosts = signal(true);
  readonly measuring = signal(false);
  /** What the model that is shown can be looked at besides. */
  readonly offers = signal<Offers>({ printed: false, ghosts: [] });
  /** The list of main measures; filled while measuring. */
  readonly measures = signal<readonly Measure[]>([]);
  /** The measure whose edges are shown. */
  readonly pointed = signal<Measure | null>(null);
  /** What was last clicked on. */
  readonly reading = signal<Reading | null>(null);

  /** A product whose pieces lie as they stand has nothing to switch. */
  readonly stands = computed<Pose>(() => (this.offers.value.printed ? this.pose.value : 'assembled'));

  leaveMeasuring(): void {
    this.measuring.value = false;
    this.reading.value = null;
  }

  /** Lets a viewer follow. Returns what ends the following. */
  dress(viewer: Viewer): () => void {
    const ends = [
      effect(() => viewer.showSizes(this.sizes.value)),
      effect(() => viewer.stand(this.stands.value)),
      effect(() => viewer.cut(this.cut.value)),
      effect(() => viewer.showGhosts(this.ghosts.value)),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Lets the viewer that is measured in follow; `shown` changes with every model. */
  measureIn(viewer: Viewer, shown: () => unknown): () => void {
    const ends = [
      effect(() => viewer.measure(this.measuring.value)),
      effect(() => {
        shown();
        void this.stands.value;
        this.pointed.value = null;
        this.measures.value = this.measuring.value ? viewer.measures() : [];
      }),
      effect(() => viewer.point(this.pointed.value)),
    ];
    return () => ends.forEach((end) => end());
  }
}
