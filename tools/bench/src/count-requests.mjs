import { guestCounter } from './guest-count.mjs';
import { addresses } from './addresses.mjs';

/** A kick is a call of the transport's, an interrupt one visit of the platform's entry for device lines. */
const events = ['mmio_kick', 'pc_irq'];

/** QEMU arguments by which `image` counts, and a function that counts what `load` costs, which returns how many requests it made. */
export function requestCounter(image) {
  const counter = guestCounter(addresses(image, events));
  return {
    args: counter.args,
    async count(load) {
      const before = counter.read();
      const requests = await load();
      const after = counter.read();
      const visits = after.places.map((place, index) => place.visits - before.places[index].visits);
      const never = events.filter((_, index) => visits[index] === 0);
      if (never.length > 0) throw new Error(`${requests} requests, and no visit of ${never.join(', ')}`);
      return {
        perRequest: (after.instructions - before.instructions) / requests,
        eventsPerRequest: visits.reduce((sum, one) => sum + one) / requests,
      };
    },
  };
}
