// @ts-check
/** Served by the preview only: reloads the page when its content changes, and shows the faults that keep the last good page. */

const PAUSE = 150; // milliseconds between two questions
const QUESTION = `/__preview/state?page=${encodeURIComponent(location.pathname)}`;

/** @type {string | null} */
let page = null;

/** @param {string[]} faults */
function show(faults) {
  let box = document.getElementById("preview-faults");
  if (!faults.length) {
    box?.remove();
    return;
  }
  if (!box) {
    box = document.createElement("pre");
    box.id = "preview-faults";
    box.setAttribute("role", "alert");
    box.style.cssText = "margin:0;padding:1rem;white-space:pre-wrap;background:#fff3f3;color:#7a0000;font-size:14px";
    document.body.prepend(box);
  }
  const text = `内容有错误，下面是上一次成功的页面：\n${faults.join("\n")}`;
  if (box.textContent !== text) box.textContent = text; // a screen reader reads it out at each change
}

async function ask() {
  try {
    const answer = await fetch(QUESTION);
    const state = await answer.json();
    if (page !== null && state.page !== page) {
      location.reload();
      return;
    }
    page = state.page;
    show(state.faults);
  } catch {
    show(["预览程序没有回应，可能已经结束。"]);
  }
  setTimeout(ask, PAUSE);
}

void ask();
