// The bot in Azure: identity, network, database, secrets, two or more replicas, registration, Teams.
// docs/deploy.md says how it is used. Everything is in one resource group.

@description('Short name of the deployment in small letters; begins the name of each resource.')
@minLength(3)
@maxLength(12)
param name string

@description('Azure region. UK South and UK West keep the data in the United Kingdom.')
param location string = resourceGroup().location

@description('Name of a container registry in the same resource group.')
param registryName string

@description('The image in it with its tag or digest, like bot:0.1.0.')
param image string

@description('The force\'s file in content/forces, without .yaml.')
param force string

@description('Ids of the directories whose people may ask, comma separated; empty is this directory.')
param allowedTenants string = ''

@description('The SDK the bot runs in.')
@allowed(['botbuilder', 'agents'])
param hostSdk string = 'botbuilder'

@description('How many bots run at least and at most. Two survive an update or a fault of one.')
param minReplicas int = 2
param maxReplicas int = 4

@description('Size of the database.')
param databaseSku string = 'Standard_B1ms'
@allowed(['Burstable', 'GeneralPurpose'])
param databaseTier string = 'Burstable'

@description('Days that backups are kept. What is deleted stays in them that long.')
@minValue(7)
@maxValue(35)
param backupDays int = 7

@description('Password of the database; letters and digits, 20 or more.')
@secure()
@minLength(20)
param databasePassword string

@description('Secret to read /metrics with; 20 letters and digits or more.')
@secure()
@minLength(20)
param metricsToken string

@description('Key of the hashes that stand for ids in the log; the same for every replica.')
@secure()
@minLength(20)
param logIdKey string

var port = 3978
var databaseName = 'bot'
var databaseUser = 'bot'
// Built-in roles: Key Vault Secrets User, AcrPull.
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var imagePuller = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identity.id, imagePuller)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', imagePuller)
  }
}

// Network: the bots reach the database without leaving it.

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'bots'
        properties: {
          addressPrefix: '10.20.0.0/23'
          delegations: [
            { name: 'bots', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.20.2.0/28'
          delegations: [
            { name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }
          ]
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'
}

resource zoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: '${name}-link'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}

// Database.

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: databaseSku, tier: databaseTier }
  properties: {
    version: '15'
    administratorLogin: databaseUser
    administratorLoginPassword: databasePassword
    storage: { storageSizeGB: 32, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: 'Disabled' }
    network: {
      delegatedSubnetResourceId: '${network.id}/subnets/database'
      privateDnsZoneArmResourceId: zone.id
    }
  }
  dependsOn: [zoneLink]
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: databaseName
}

// Secrets: in the vault alone; the bots read them with their identity.

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}${uniqueString(resourceGroup().id)}', 24)
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

resource databaseUrl 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgresql://${databaseUser}:${uriComponent(databasePassword)}@${server.properties.fullyQualifiedDomainName}:5432/${databaseName}?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt'
  }
}

resource metricsTokenSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'metrics-token'
  properties: { value: metricsToken }
}

resource logIdKeySecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'log-id-key'
  properties: { value: logIdKey }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, secretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

// The bots.

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
  }
}

resource place 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: '${network.id}/subnets/bots', internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-bot'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    managedEnvironmentId: place.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
        stickySessions: { affinity: 'none' }
      }
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      secrets: [
        { name: 'database-url', keyVaultUrl: databaseUrl.properties.secretUri, identity: identity.id }
        { name: 'metrics-token', keyVaultUrl: metricsTokenSecret.properties.secretUri, identity: identity.id }
        { name: 'log-id-key', keyVaultUrl: logIdKeySecret.properties.secretUri, identity: identity.id }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'bot'
          image: '${registry.properties.loginServer}/${image}'
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: [
            { name: 'HOST', value: '0.0.0.0' }
            { name: 'PORT', value: string(port) }
            { name: 'DATABASE_URL', secretRef: 'database-url' }
            { name: 'MicrosoftAppId', value: identity.properties.clientId }
            { name: 'MicrosoftAppType', value: 'UserAssignedMSI' }
            { name: 'MicrosoftAppTenantId', value: subscription().tenantId }
            { name: 'ALLOWED_TENANTS', value: allowedTenants }
            { name: 'FORCE', value: force }
            { name: 'LIVE', value: 'yes' }
            { name: 'HOST_SDK', value: hostSdk }
            { name: 'METRICS_TOKEN', secretRef: 'metrics-token' }
            { name: 'LOG_FORMAT', value: 'json' }
            { name: 'LOG_ID_KEY', secretRef: 'log-id-key' }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 5
              failureThreshold: 24
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 15
              timeoutSeconds: 5
              failureThreshold: 4
            }
            {
              type: 'Readiness'
              httpGet: { path: '/readyz', port: port }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [{ name: 'messages', http: { metadata: { concurrentRequests: '50' } } }]
      }
    }
  }
  dependsOn: [database, mayRead, mayPull]
}

// Registration with the Bot Framework, and Teams.

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Modern slavery first response'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: identity.properties.clientId
    msaAppType: 'UserAssignedMSI'
    msaAppTenantId: subscription().tenantId
    msaAppMSIResourceId: identity.id
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { acceptedTerms: true, enableCalling: false, isEnabled: true }
  }
}

output publicUrl string = 'https://${app.properties.configuration.ingress.fqdn}'
output microsoftAppId string = identity.properties.clientId
output identityId string = identity.id
output identityPrincipalId string = identity.properties.principalId
