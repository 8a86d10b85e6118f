// A real OpenID Provider on loopback for the browser tests: node provider.mjs PORT APP_ORIGIN ID_TOKEN_SECONDS
// Any name signs in with any password; what the name may see is for the dashboard to say. Who is called kort gets a token of that many
// seconds, everyone else one of an hour.
import { Provider } from "oidc-provider";

const [port, app, seconds] = process.argv.slice(2);
const names = { anna: "Anna Andersson", bo: "Bo Berg", kort: "Karin Kort" };

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "malbild",
      client_secret: process.env.CLIENT_SECRET,
      redirect_uris: [`${app}/oauth2callback`],
      post_logout_redirect_uris: [`${app}/oauth2callback`],
    },
  ],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
  // As Entra ID and Keycloak do: the claims stand in the ID token.
  conformIdTokenClaims: false,
  cookies: { keys: [process.env.CLIENT_SECRET] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      preferred_username: `${id}@region.example`,
      name: names[id] ?? id,
      email: `${id}@region.example`,
      email_verified: true,
    }),
  }),
  // No question of consent: the dashboard is the organisation's own.
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  ttl: { IdToken: (context) => (context.oidc.account?.accountId === "kort" ? Number(seconds) : 3600), AccessToken: 3600, Session: 3600, Grant: 3600, Interaction: 600 },
});

provider.listen(Number(port), "127.0.0.1", () => console.log(`provider on ${port}`));
