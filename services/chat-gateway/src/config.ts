import { bankSettings, type SettingsRule, serviceSettings, strongSecret } from '@munshi/service-kit/settings';
import { z } from 'zod';

const PORT = 3000;

export const gatewaySettings = z.object({
  ...serviceSettings(PORT).shape,
  ...bankSettings.shape,
  AUTH_SECRET: strongSecret
    .optional()
    .meta({ description: 'Key of customer tokens signed with HS256; this or AUTH_JWKS_URL', secret: true }),
  AUTH_JWKS_URL: z.url().optional().meta({ description: 'Keys of the identity provider that signs customer tokens; this or AUTH_SECRET' }),
  AUTH_ISSUER: z.string().optional().meta({ description: 'The issuer (iss) that customer tokens must have, where it is set' }),
  AUTH_AUDIENCE: z
    .string()
    .optional()
    .meta({ description: 'The audience (aud) that customer tokens must have, where it is set; an identity provider needs it' }),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    )
    .refine(
      (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
      'is not a list of origins such as https://bank.example',
    )
    .meta({ description: 'Origins, separated by commas, whose pages may call the gateway; its own always may' }),
  PSEUDONYM_SECRET: strongSecret.meta({
    description: 'Keys namespaces and pseudonyms; the same in all services, never rotates',
    secret: true,
  }),
  CHAT_MODEL_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(40)
    .default(20)
    .meta({ description: 'How long a question waits for the chat model before the template answers' }),
  INGESTION_URL: z.url().optional().meta({ description: "Where ingestion answers; the gateway hands a customer's erasure to it" }),
});
export type GatewayConfig = z.output<typeof gatewaySettings>;

export const rules: SettingsRule[] = [
  // An identity provider signs for others too: without these, anybody's token would be a customer's.
  ({ AUTH_JWKS_URL, ...given }) =>
    AUTH_JWKS_URL
      ? ['AUTH_ISSUER', 'AUTH_AUDIENCE'].filter((name) => !given[name]).map((name) => `${name}: missing, while AUTH_JWKS_URL is set`)
      : [],
  ({ AUTH_SECRET, AUTH_JWKS_URL }) => {
    if (AUTH_SECRET && AUTH_JWKS_URL) return ['AUTH_SECRET, AUTH_JWKS_URL: give one of them, not both'];
    return AUTH_SECRET || AUTH_JWKS_URL ? [] : ['AUTH_SECRET: missing (or give AUTH_JWKS_URL): customers could not sign in'];
  },
];
