const waiting: (() => void)[] = [];
let going = false;

/** Does things one after another, each in a task of its own, so that none of them holds the page up. Gives how to give up. */
export function inTurn(work: () => void): () => void {
  waiting.push(work);
  if (!going) {
    going = true;
    setTimeout(next);
  }
  return () => {
    const place = waiting.indexOf(work);
    if (place >= 0) waiting.splice(place, 1);
  };
}

function next(): void {
  waiting.shift()?.();
  going = waiting.length > 0;
  if (going) setTimeout(next);
}
