/** What a printer's card says of its spool. */

export const onWords = {
  none: 'No spool registered',
  change: 'Change spool',
  put: 'Put a spool on',
} as const;
