// The sign-in page leads back here, in the small window: hand the code to the page that opened it, and close.
"use strict";
(() => {
  const waiting = window.opener && window.opener.swaggerUIRedirectOauth2;
  if (!waiting) return;
  const answer = new URLSearchParams(window.location.search);
  const { auth, callback, errCb, redirectUrl, state } = waiting;
  const fail = (message) => errCb({ authId: auth.name, source: "auth", level: "error", message });
  if (answer.get("state") !== state) {
    fail("The answer does not belong to this question; sign in again.");
  } else if (answer.get("code")) {
    delete waiting.state;
    auth.code = answer.get("code");
    callback({ auth, redirectUrl });
  } else {
    const reason = [answer.get("error"), answer.get("error_description")].filter(Boolean).join(": ");
    fail(reason || "The sign-in page sent no code.");
  }
  window.close();
})();
