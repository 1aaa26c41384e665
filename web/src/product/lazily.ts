/** What the form does not wait for: fetched when it is first wanted. */

import { lazy } from '../shared/lazy';

export const CompareCard = lazy(async () => (await import('./comparecard')).CompareCard);
export const Figures = lazy(async () => (await import('./figures')).Figures);
export const Flat = lazy(async () => (await import('./flat')).Flat);
export const Hardware = lazy(async () => (await import('../shared/hardware')).Hardware);
export const KeptPicture = lazy(async () => (await import('./keptpicture')).KeptPicture);
export const Cutter = lazy(async () => (await import('./cutter')).Cutter);
export const List = lazy(async () => (await import('./finding')).List);
export const MeasureCard = lazy(async () => (await import('./measurecard')).MeasureCard);
export const OrderDialog = lazy(async () => (await import('./orderdialog')).OrderDialog);
export const Notices = lazy(async () => (await import('./notices')).Notices);
export const Plastic = lazy(async () => (await import('./plastic')).Plastic);
export const Needs = lazy(async () => (await import('./needs')).Needs);
export const Said = lazy(async () => (await import('./said')).Said);
export const Spoken = lazy(async () => (await import('./spoken')).Spoken);
export const Tools = lazy(async () => (await import('./tools')).Tools);
export const Watching = lazy(async () => (await import('./watching')).Watching);
/** Widgets of rare kinds. */
export const Artwork = lazy(async () => (await import('./widgets/artwork')).Artwork);
export const Device = lazy(async () => (await import('./widgets/device')).Device);
export const Rows = lazy(async () => (await import('./widgets/rows')).Rows);
