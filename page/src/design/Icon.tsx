/** Small drawings, inline: no font of icons, no emoji. */
const PATHS = {
  copy: "M9 9h10v12H9zM5 15V3h10",
  check: "M4 12l5 5L20 6",
  download: "M12 3v12m-5-5l5 5 5-5M4 21h16",
  sun: "M12 7a5 5 0 100 10 5 5 0 000-10zM12 1v3m0 16v3M1 12h3m16 0h3M4.2 4.2l2 2m11.6 11.6l2 2M19.8 4.2l-2 2M6.2 17.8l-2 2",
  moon: "M20 14A8.5 8.5 0 1110 4a7 7 0 0010 10z",
  play: "M7 4l13 8-13 8z",
  plus: "M12 4v16M4 12h16",
  cross: "M5 5l14 14M19 5L5 19",
  search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21",
  rope: "M2 14c4-4 7-4 10 0s7 4 10 0M12 10v9l4-2.6-4-2.4",
  table: "M3 5h18v14H3zM3 10h18M9 5v14",
  print: "M7 8V3h10v5M5 17H3V8h18v9h-2M7 14h10v7H7z",
  link: "M10 14a4.5 4.5 0 006.4 0l3-3a4.5 4.5 0 00-6.4-6.4L11.5 6M14 10a4.5 4.5 0 00-6.4 0l-3 3A4.5 4.5 0 0011 19.400l1.500-1.400",
  star: "M12 3.500l2.600 5.500 6 .8-4.400 4.200 1.100 6-5.300-2.900-5.300 2.900 1.100-6L3.400 9.800l6-.8z",
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 010 12h-3",
  arrow: "M4 12h15m-6-6l6 6-6 6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
