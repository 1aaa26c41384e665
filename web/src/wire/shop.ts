/** The shop: its plastics, and what it takes. */

export interface Colour {
  id: string;
  title: string;
  hex: string;
}

export interface Material {
  id: string;
  title: string;
  help: string;
  colours: Colour[];
}

export interface Shop {
  name: string;
  currency: string;
  materials: Material[];
  operator: boolean;
  /** Most pieces one order may hold. */
  quantity_limit: number;
  slicer: { ready: boolean; words: string };
  /** What customers may bring of their own; null where the shop takes nothing. */
  uploads: Uploads | null;
}

export interface Uploads {
  /** The product that is whatever a customer brings. */
  template: string;
  formats: string[];
  bytes: number;
  triangles: number;
}
