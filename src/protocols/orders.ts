/**
 * The orders in which options are shown: both for two; for more, every cyclic shift, so that each option stands at
 * each place exactly once (all permutations would be n!). `orders[k][place]` is the option at that place.
 */
export function optionOrders(count: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, shift) =>
    Array.from({ length: count }, (_, place) => (place + shift) % count),
  );
}
