/** What can be done with the picture: sizes, a cut, measuring, the way back. */

import type { ComponentChildren } from 'preact';
import type { Cut } from '../viewer/section';
import type { Viewer } from '../viewer/viewer';
import { KeepButton } from './keepbutton';
import { Cutter } from './lazily';
import type { Session } from './session';
import { words } from './words';

/** The first cut shows the inside from where the camera stands. */
const FIRST_CUT: Cut = { axis: 'y', share: 0.5, flipped: false };

/** Without 3D only what needs none is offered. */
export function Tools({ session, viewer, flat }: { session: Session; viewer: () => Viewer | null; flat: boolean }) {
  const { looking } = session;
  const { printed, ghosts } = looking.offers.value;
  if (flat)
    return (
      <Bar>
        <KeepButton session={session} />
      </Bar>
    );
  const cut = looking.cut.value;
  return (
    <div class="instruments">
      <Bar>
        <Tool pressed={looking.sizes.value} press={() => (looking.sizes.value = !looking.sizes.value)}>
          {words.sizes}
        </Tool>
        <Tool pressed={cut !== null} press={() => (looking.cut.value = cut ? null : FIRST_CUT)}>
          {words.cut}
        </Tool>
        <Tool
          id="tool-measure"
          pressed={looking.measuring.value}
          press={() => {
            if (looking.measuring.value) looking.leaveMeasuring();
            else looking.measuring.value = true;
          }}
        >
          {words.measure}
        </Tool>
        {ghosts.length > 0 && (
          <Tool pressed={looking.ghosts.value} press={() => (looking.ghosts.value = !looking.ghosts.value)}>
            {words.inUse}
          </Tool>
        )}
        <KeepButton session={session} />
        <Tool press={() => viewer()?.home()}>{words.reset}</Tool>
      </Bar>
      {printed && (
        <div class="poses" role="group" aria-label={words.poses}>
          {(['assembled', 'printed'] as const).map((pose) => (
            <button
              key={pose}
              type="button"
              aria-pressed={looking.pose.value === pose}
              onClick={() => (looking.pose.value = pose)}
            >
              {words[pose]}
            </button>
          ))}
        </div>
      )}
      {cut && <Cutter session={session} cut={cut} />}
    </div>
  );
}

function Bar({ children }: { children: ComponentChildren }) {
  return (
    <div class="tools" role="toolbar" aria-label={words.view}>
      {children}
    </div>
  );
}

interface ToolProps {
  id?: string;
  pressed?: boolean;
  press: () => void;
  children: ComponentChildren;
}

function Tool({ id, pressed, press, children }: ToolProps) {
  return (
    <button id={id} type="button" aria-pressed={pressed} onClick={press}>
      {children}
    </button>
  );
}
