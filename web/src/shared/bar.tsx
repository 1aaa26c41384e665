/** How far a print is. */

interface Props {
  /** 0 to 1. */
  progress: number;
  label: string;
}

export function Bar({ progress, label }: Props) {
  const percent = Math.round(progress * 1000) / 10;
  return (
    <div
      class="bar"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}
