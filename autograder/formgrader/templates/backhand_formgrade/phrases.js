// Ready comments: a button adds a line of the rubric to the comment, which is saved as if typed.
document.addEventListener("DOMContentLoaded", () => {
  for (const bar of document.querySelectorAll(".bh-phrases")) {
    const buttons = [...bar.querySelectorAll("button")];
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) add(bar, button.dataset.phrase);
    });
    bar.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const step = { ArrowDown: 2, ArrowUp: -2, ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (at >= 0 && step && buttons[at + step]) {
        buttons[at + step].focus();
        event.preventDefault();
      }
      // The formgrader takes Enter for a way back to the score.
      if (["Enter", " "].includes(event.key) || step) event.stopPropagation();
    });
  }

  function add(bar, phrase) {
    const comment = document.getElementById(bar.dataset.comment);
    const said = bar.querySelector(".bh-said");
    // Before the comments of the gradebook are there, they would overwrite this one.
    if (!comment || !formgrader.comments || !formgrader.comments.loaded) {
      said.textContent = "Not added: the page is still loading.";
      return;
    }
    const before = comment.value.trimEnd();
    comment.value = before ? `${before}\n${phrase}` : phrase;
    comment.dispatchEvent(new Event("autosize:update"));
    comment.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = "Added to the comment.";
  }
});
