/** Lays a brought model as a finding proposes: one step to undo. */

import type { Finding } from '../wire/report';
import { layWords } from './laywords';
import { toHeading } from './mendcard';
import type { Session } from './session';

interface Props {
  session: Pick<Session, 'apply'>;
  finding: Finding;
}

/** Nothing where no values of the product lay it so. */
export function LayButton({ session, finding }: Props) {
  const { lay } = finding;
  if (!lay) return null;
  return (
    <>
      <button
        type="button"
        class="fix"
        onClick={() => {
          session.apply(lay.values, 'lay');
          toHeading();
        }}
      >
        {finding.code === 'DOES_NOT_FIT' ? layWords.fits : layWords.better}
      </button>
      <p class="measured">{lay.tried ? layWords.tried : layWords.proposed}</p>
    </>
  );
}
