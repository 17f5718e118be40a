import "@/ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { setRequestLanguage } from "@/api/http";
import { App } from "@/app/App";
import { startI18n } from "@/core/i18n";
import { storedLook } from "@/core/session/appearance";
import { lendNonce } from "@/kit/nonce";

lendNonce();
const { language } = storedLook();
setRequestLanguage(language);
await startI18n(language);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
