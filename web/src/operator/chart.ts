/** The drawn chart of a printer's temperatures. Fetched when it is first looked at. */

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Curve } from '../wire/printers';
import { columns, span } from './curve';
import { hour } from './words';

const NOZZLE = '#b0451f';
const BED = '#2f6fb5';
const HEIGHT = 250;

export class Chart {
  private readonly plot: uPlot;
  private readonly watch: ResizeObserver;

  /** `pointed` is told the number of the reading under the pointer, or null. */
  constructor(place: HTMLElement, curve: Curve, pointed: (at: number | null, values: (number | null)[]) => void) {
    const line = (stroke: string, wanted: boolean): uPlot.Series => ({
      stroke,
      width: wanted ? 1 : 2,
      points: { show: false },
      ...(wanted && { dash: [4, 4] }),
    });
    const axis: uPlot.Axis = {
      stroke: '#565f63',
      font: '12px Instrument Sans Variable, sans-serif',
      grid: { stroke: '#e3e5de', width: 1 },
      ticks: { show: false },
    };
    this.plot = new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
        scales: {
          // By the readings themselves: of a single one uPlot would make a day that has not come yet.
          x: { range: (plot) => span(plot.data[0]) },
          y: { range: (_plot, _low, high) => [0, Math.max(50, Math.ceil((high * 1.08) / 25) * 25)] },
        },
        series: [{}, line(NOZZLE, false), line(NOZZLE, true), line(BED, false), line(BED, true)],
        axes: [
          { ...axis, values: (_plot, at) => at.map(hour), space: 64, size: 30 },
          { ...axis, values: (_plot, degrees) => degrees.map((each) => `${each}°`), size: 44 },
        ],
        hooks: {
          setCursor: [
            (plot) => {
              const number = plot.cursor.idx ?? null;
              pointed(
                number === null ? null : (plot.data[0][number] ?? null),
                number === null ? [] : plot.data.slice(1).map((column) => column[number] ?? null),
              );
            },
          ],
        },
      },
      columns(curve),
      place,
    );
    this.watch = new ResizeObserver(() => this.plot.setSize({ width: place.clientWidth, height: HEIGHT }));
    this.watch.observe(place);
  }

  show(curve: Curve): void {
    this.plot.setData(columns(curve));
  }

  dispose(): void {
    this.watch.disconnect();
    this.plot.destroy();
  }
}
