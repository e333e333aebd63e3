/** The line between the code and the app: it moves with the pointer and the arrows. */

const STEP = 5; // per cent for a key

/** Make a separator between two panes movable. */
export function makeDivider(divider) {
  const around = divider.parentElement;
  const [least, most] = ["Min", "Max"].map((end) => Number(divider[`ariaValue${end}`]));

  function place(percent) {
    const wide = Math.round(Math.min(Math.max(percent, least), most));
    divider.ariaValueNow = wide;
    around.style.setProperty("--code-width", `${wide}%`);
  }

  function drag(event) {
    const { left, width } = around.getBoundingClientRect();
    if (divider.hasPointerCapture(event.pointerId)) place(((event.clientX - left) / width) * 100);
  }

  divider.addEventListener("pointerdown", (event) => divider.setPointerCapture(event.pointerId));
  divider.addEventListener("pointermove", drag);
  divider.addEventListener("keydown", ({ key }) => {
    const move = { ArrowLeft: -STEP, ArrowRight: STEP }[key];
    if (move) place(Number(divider.ariaValueNow) + move);
  });
  place(54);
}
