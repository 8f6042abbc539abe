// Typed documents for every operation in `examples`: what an app imports instead of query strings.
import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: './schema.graphql',
  documents: 'examples/*.graphql',
  generates: {
    './client/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        // Types that Node can strip: string unions for enums, and imports of types marked as such.
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
        skipTypename: true,
        scalars: { ID: 'string', DateTime: 'string', Decimal: 'string', URL: 'string', JSON: 'unknown' },
        defaultScalarType: 'unknown',
        strictScalars: true,
      },
    },
  },
}

export default config
