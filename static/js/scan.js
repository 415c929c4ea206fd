// The phone's camera as a scanner, where the browser can read codes itself. Without it the field takes a hand scanner.
// data-scan on a button of a form: "send" fills the form's field and sends it, "fill" fills the first field that is empty
// data-scan-field the fields meant, where the form or its section has others before them · html.has-camera shows .needs-camera
(() => {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  document.documentElement.classList.add("has-camera");
  document.addEventListener("click", async event => {
    const button = event.target.closest("[data-scan]");
    if (!button) return;
    const view = viewOf(button);
    button.disabled = true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = document.createElement("video");
      video.muted = video.playsInline = true;
      video.srcObject = stream;
      view.replaceChildren(video);
      await video.play();
      read(new BarcodeDetector(), video, stream, button);
    } catch {
      button.disabled = false;
      view.textContent = "Kameran går inte att använda. Skriv numret i stället.";
    }
  });
  const viewOf = button => {
    const after = button.closest(".actions, .ds-field, .search-box") ?? button;
    if (after.nextElementSibling?.matches(".scan-view")) return after.nextElementSibling;
    const view = document.createElement("div");
    view.className = "scan-view";
    view.setAttribute("role", "status");
    after.after(view);
    return view;
  };
  const read = async (detector, video, stream, button) => {
    const [code] = video.isConnected ? await detector.detect(video).catch(() => []) : [null];
    if (code === undefined) return setTimeout(() => read(detector, video, stream, button), 150);
    stream.getTracks().forEach(track => track.stop());
    button.disabled = false;
    if (!code) return;
    navigator.vibrate?.(60);
    video.parentElement.remove();
    take(button, code.rawValue);
  };
  // Our own labels hold the address of the device: its tag stands last.
  const take = (button, text) => {
    const number = text.match(/\/enheter\/([^/?#]+)$/)?.[1] ?? text;
    const near = button.closest("form section, form");
    const marked = [...near.querySelectorAll("[data-scan-field]")];
    const fields = marked.length ? marked : [near.querySelector("input[type=text], input[type=search], textarea")];
    const field = fields.find(each => !each.value || each.matches("textarea")) ?? fields.at(-1);
    field.value = field.matches("textarea") && field.value.trim() ? `${field.value.trimEnd()}\n${number}` : number;
    if (button.dataset.scan === "send") return near.requestSubmit(near.querySelector("button:not([type=button])"));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    (fields.find(each => !each.value) ?? field).focus();
  };
})();
