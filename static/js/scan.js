// The phone's camera as a scanner, where the browser can read codes itself. Without it the field takes a hand scanner.
// data-scan a form with one text field · data-scan-camera its hidden button · data-scan-view where the picture is shown
(() => {
  const form = document.querySelector("[data-scan]");
  if (!form) return;
  const field = form.querySelector("input[type=text]");
  field.focus();
  const place = form.querySelector("[data-scan-camera]");
  const view = form.querySelector("[data-scan-view]");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async event => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = document.createElement("video");
      video.muted = video.playsInline = true;
      video.srcObject = stream;
      view.replaceChildren(video);
      view.hidden = false;
      await video.play();
      read(new BarcodeDetector(), video, stream);
    } catch {
      button.disabled = false;
      view.hidden = false;
      view.textContent = "Kameran går inte att använda. Skriv numret i stället.";
    }
  });
  const read = async (detector, video, stream) => {
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return setTimeout(() => read(detector, video, stream), 150);
    stream.getTracks().forEach(track => track.stop());
    navigator.vibrate?.(60);
    field.value = code.rawValue;
    form.requestSubmit();
  };
})();
