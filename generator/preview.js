// @ts-check
/** Served by the preview only: reloads the page after a build, and shows the faults that keep the last good page. */

const PAUSE = 500; // milliseconds between two questions

/** @type {number | null} */
let version = null;

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
  box.textContent = `内容有错误，下面是上一次成功的页面：\n${faults.join("\n")}`;
}

async function ask() {
  try {
    const answer = await fetch("/__preview/state");
    const state = await answer.json();
    if (version !== null && state.version !== version) {
      location.reload();
      return;
    }
    version = state.version;
    show(state.faults);
  } catch {
    show(["预览程序没有回应，可能已经结束。"]);
  }
  setTimeout(ask, PAUSE);
}

void ask();
