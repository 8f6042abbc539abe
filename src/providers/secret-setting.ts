// A setting that must not be printed. It stays wrapped until the header that carries it is made.
import { z } from 'zod'
import { createSecret } from '../domain/secret.ts'

export const secretSetting = z.string().min(1).transform(createSecret)
