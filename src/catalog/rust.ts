/**
 * Rust releases: data, no logic.
 *
 * The source is the list of releases (doc.rust-lang.org/stable/releases.html); the official images carry each of them under its number.
 * Rust supports the newest stable release only, and there is a new one every six weeks.
 */
export const RUST = {
  newest: '1.100.0',
  /** The first minor release with official images on Debian trixie; older ones are on bookworm. */
  firstOnTrixie: 89,
};
