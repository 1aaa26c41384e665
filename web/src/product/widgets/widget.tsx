/** The widget that fits a field. One more kind of parameter is one more line here. */

import type { Field } from '../fields';
import { Artwork, Rows } from '../lazily';
import type { Session } from '../session';
import { Choice } from './choice';
import { Slider } from './slider';
import { Stepper } from './stepper';
import { Switch } from './switch';
import { Text } from './text';

export function Widget({ session, field }: { session: Session; field: Field }) {
  switch (field.kind) {
    case 'slider':
      return <Slider session={session} field={field} />;
    case 'stepper':
      return <Stepper session={session} field={field} />;
    case 'choice':
      return <Choice session={session} field={field} />;
    case 'text':
      return <Text session={session} field={field} />;
    case 'artwork':
      return <Artwork session={session} field={field} />;
    case 'rows':
      return <Rows session={session} field={field} />;
    case 'switch':
      return <Switch session={session} field={field} />;
  }
}
