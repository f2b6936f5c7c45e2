// An OpenID issuer such as a factory might run: one browser application, one machine, access tokens as JWT (RFC 9068).
// Usage: node provider.mjs PORT AUDIENCE
import Provider from 'oidc-provider'

const [port, audience] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'frontend',
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/callback'],
      application_type: 'native',
    },
    {
      client_id: 'siyou-hr',
      id_token_signed_response_alg: 'ES256',
      client_secret: 'secret-of-the-factorys-issuer',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  // Whoever gives a name at its sign-in page is that person: the page is made for trials.
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
  extraTokenClaims: (_ctx, token) => (token.accountId ? { preferred_username: token.accountId } : {}),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'siyou',
        audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  jwks: { keys: [JSON.parse(process.env.PROVIDER_KEY)] },
  cookies: { keys: ['only for trials'] },
  pkce: { required: () => true },
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
