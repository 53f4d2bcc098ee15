/** The store, brought in only when something is to be kept or read. */
export async function openStore() {
  const [runs, incoming, heads, watch, removal, claims, annotations] = await Promise.all([
    import('../../store/runs.ts'),
    import('../../store/incoming-run.ts'),
    import('../../store/run-head.ts'),
    import('../../store/watch.ts'),
    import('../../store/removal.ts'),
    import('../../store/claims.ts'),
    import('../../store/annotations.ts'),
  ]);
  return { ...runs, ...incoming, ...heads, ...watch, ...removal, ...claims, ...annotations };
}
