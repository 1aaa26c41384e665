/** How the server refuses. */

import type { Value } from './basics';
import type { Finding } from './report';

export interface FieldError {
  field: string;
  code: string;
  message: string;
  limit: Value | null;
  nearest: Value | null;
  given: Value | null;
}

/** RFC 9457: every refusal of the server. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  field?: string;
  nearest?: Value | null;
  digest?: string;
  errors?: FieldError[];
  findings?: Finding[];
  /** Of a template whose code stopped. */
  line?: number | null;
}
