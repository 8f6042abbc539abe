// Makes a key for a caller of the gateway. The key goes to the caller and is kept nowhere; its hash goes into `auth`.
import { createApiKey } from '../src/http/api-keys.ts'

const { key, hash } = createApiKey()
console.log(`key for the caller:         ${key}\nhash for the configuration: ${hash}`)
