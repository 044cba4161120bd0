// Keeps the session's token in a cookie, so that a reload or another tab need not ask again; with
// an empty token it forgets the session, and the drafts that were typed in it.
export default function ({ data }) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = data.token ? data.seconds : 0;
  document.cookie =
    `${data.name}=${data.token}; Max-Age=${age}; Path=/; SameSite=Strict${secure}`;
  if (!data.token) sessionStorage.clear();
}
