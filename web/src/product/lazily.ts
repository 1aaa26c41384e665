/** What few visits use: fetched when it is first wanted. */

import { lazy } from '../shared/lazy';

export const CompareCard = lazy(async () => (await import('./comparecard')).CompareCard);
export const KeptPicture = lazy(async () => (await import('./keptpicture')).KeptPicture);
export const MeasureCard = lazy(async () => (await import('./measurecard')).MeasureCard);
export const OrderDialog = lazy(async () => (await import('./orderdialog')).OrderDialog);
