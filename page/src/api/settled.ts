/** A value as it was a moment ago, so that a drag asks once. */
import { useEffect, useMemo, useState } from "react";

const SETTLES = 400; // ms after the last change

export function useSettled<T>(value: T): T {
  const said = JSON.stringify(value);
  const [kept, keep] = useState(said);
  useEffect(() => {
    const wait = setTimeout(() => keep(said), SETTLES);
    return () => clearTimeout(wait);
  }, [said]);
  return useMemo(() => JSON.parse(kept) as T, [kept]);
}
