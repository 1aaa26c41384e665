/** Material, a colour for every slot, and the number of pieces. */

import type { Slot } from '../wire/form';
import type { Colour } from '../wire/shop';
import { Typed } from '../shared/typed';
import { firstColour } from './address';
import type { Session } from './session';
import { slotColour, words } from './words';

export function Plastic({ session }: { session: Session }) {
  const { material, colour, colours: own, quantity } = session.store.design.value;
  const { slots } = session.template.value;
  const { materials, quantity_limit: most } = session.shop;
  const colours = session.material.value?.colours ?? [];
  const pick = (id: string) => {
    const kept = materials.find((each) => each.id === id)?.colours.some((each) => each.id === colour);
    const offered = materials.find((each) => each.id === id)?.colours ?? [];
    const still = Object.entries(own).filter(([, each]) => offered.some((one) => one.id === each));
    const body = kept ? colour : firstColour(materials, id);
    session.store.mutate({ material: id, colour: body, colours: Object.fromEntries(still) }, 'material');
  };
  const count = (wanted: number) => session.store.mutate({ quantity: Math.min(Math.max(wanted, 1), most) }, 'quantity');
  return (
    <section class="group">
      <h2>Plastic</h2>
      {materials.length > 1 && (
        <fieldset class="field choice">
          <legend>{words.material}</legend>
          <div class="cards">
            {materials.map((each) => (
              <label key={each.id} class="card">
                <input
                  type="radio"
                  name="_material"
                  value={each.id}
                  checked={each.id === material}
                  onChange={() => pick(each.id)}
                />
                <b>{each.title}</b>
                {each.help && <small>{each.help}</small>}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {slots.map((slot, index) => (
        <Swatches
          key={slot.name}
          slot={slot}
          only={slots.length === 1}
          colours={colours}
          chosen={index === 0 ? colour : (own[slot.name] ?? colour)}
          pick={(id) =>
            session.store.mutate(
              index === 0 ? { colour: id } : { colours: { ...own, [slot.name]: id } },
              `colour ${slot.name}`,
            )
          }
        />
      ))}
      <div class="field stepper">
        <label for="quantity">{words.quantity}</label>
        <span class="steps">
          <button
            type="button"
            aria-label="One piece less"
            disabled={quantity <= 1}
            onClick={() => count(quantity - 1)}
          >
            −
          </button>
          <span class="number">
            <Typed
              id="quantity"
              inputMode="numeric"
              value={String(quantity)}
              read={(given) => {
                const wanted = Math.round(Number(given));
                if (Number.isFinite(wanted)) count(wanted);
              }}
            />
          </span>
          <button
            type="button"
            aria-label="One piece more"
            disabled={quantity >= most}
            onClick={() => count(quantity + 1)}
          >
            +
          </button>
        </span>
      </div>
    </section>
  );
}

interface SwatchesProps {
  slot: Slot;
  only: boolean;
  colours: readonly Colour[];
  chosen: string;
  pick: (id: string) => void;
}

function Swatches({ slot, only, colours, chosen, pick }: SwatchesProps) {
  return (
    <fieldset class="field swatches" data-slot={slot.name}>
      <legend>
        {only ? words.colour : slotColour(slot.title)}{' '}
        <span class="chosen">{colours.find((each) => each.id === chosen)?.title}</span>
      </legend>
      {colours.map((each) => (
        <label key={each.id} title={each.title}>
          <input
            type="radio"
            name={slot.name === 'body' ? '_colour' : `_colour.${slot.name}`}
            value={each.id}
            checked={each.id === chosen}
            onChange={() => pick(each.id)}
          />
          <i style={{ background: each.hex }} />
          <span class="hidden">{each.title}</span>
        </label>
      ))}
    </fieldset>
  );
}
