// Shows the joined description and signs in by code + PKCE. The page's language is also the answers' language.
"use strict";
window.addEventListener("load", () => {
  const language = document.documentElement.lang;
  const ui = SwaggerUIBundle({
    dom_id: "#portal",
    url: "/openapi.json",
    deepLinking: true,
    displayRequestDuration: true,
    docExpansion: "none",
    filter: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null, // Swagger UI would otherwise ask a server on the internet
    oauth2RedirectUrl: `${window.location.origin}/docs/oauth2-redirect`,
    requestInterceptor: (request) => {
      request.headers["Accept-Language"] = language;
      return request;
    },
  });
  ui.initOAuth({
    clientId: "siyou-docs",
    appName: "Siyou",
    usePkceWithAuthorizationCodeGrant: true,
  });
  window.ui = ui;
});
