import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Logger } from '@munshi/service-kit/logger';
import kafkajs, {
  type Admin,
  type Batch,
  type Consumer,
  type EachBatchPayload,
  type ISocketFactory,
  type Kafka,
  type KafkaConfig,
  type PartitionAssigner,
  type Producer,
  type SASLOptions,
} from 'kafkajs';
import type { BusSettings } from '../settings.ts';
import type { LaneClaim, LaneClaims } from './kafka-assigner.ts';

// The one file that knows kafkajs. What works and what loses data in it: README.md.

export type KafkaAdmin = Admin;
export type KafkaConsumer = Consumer;
export type KafkaEachBatch = EachBatchPayload;
export type KafkaProducer = Producer;
/** `fetchedOffset` is kafkajs's own, missing in its types: the offset that was asked for. */
export type KafkaBatch = Batch & { readonly fetchedOffset: string };
/** Topic → partitions. */
export type KafkaAssignment = Readonly<Record<string, readonly number[]>>;

export interface KafkaClient {
  readonly admin: KafkaAdmin;
  readonly producer: KafkaProducer;
  consumer(groupId: string, lanes: LaneAssigner): KafkaConsumer;
  /** Ends the membership of others. */
  leaveFor(groupId: string, memberIds: readonly string[]): Promise<void>;
}

/** How a member shares lanes with others of its group. */
export interface LaneAssigner {
  /** What this member says of itself when it joins. */
  claim(): LaneClaim;
  /** Asked on one member of the group. */
  assign(claims: LaneClaims): ReadonlyMap<string, KafkaAssignment>;
}

const ASSIGNER = { name: 'munshi-lanes', version: 1 };
const RETRY = { initialRetryTime: 300, maxRetryTime: 3_000, factor: 0.2, multiplier: 2 };

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
}
interface RequestQueueClass {
  readonly prototype: { scheduleCheckPendingRequests(this: RequestQueue): void };
}

/**
 * kafkajs 2.2.4 re-arms a timer of 1 ms for ever on each connection (a negative delay, of which Node 24 warns): 5 % of a
 * core when idle. It is needed only where requests wait or the broker throttles.
 */
export function quietTimers(queue: RequestQueueClass): void {
  const schedule = queue.prototype.scheduleCheckPendingRequests;
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}

interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  findGroupCoordinator(of: { readonly groupId: string }): Promise<Coordinator>;
}
interface Coordinator {
  leaveGroup(place: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
}

/** kafkajs can say goodbye for anybody, and has no public call for it. */
async function leaveFor(kafka: Kafka, groupId: string, memberIds: readonly string[]): Promise<void> {
  const hidden = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster');
  if (hidden === undefined) throw new Error('this version of kafkajs keeps its cluster elsewhere');
  const createCluster = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[hidden];
  const cluster = createCluster?.({ allowAutoTopicCreation: false });
  if (cluster === undefined) return;
  try {
    await cluster.connect();
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    // One whose session has run out meanwhile is refused, and gone all the same.
    await Promise.allSettled(memberIds.map((memberId) => coordinator.leaveGroup({ groupId, memberId })));
  } finally {
    await cluster.disconnect();
  }
}

const kafkajsOwn = createRequire(import.meta.url);
quietTimers(kafkajsOwn('kafkajs/src/network/requestQueue') as RequestQueueClass);
const openSocket = (kafkajsOwn('kafkajs/src/network/socketFactory') as () => ISocketFactory)();

/** Else a commit behind a fetch that waits for records is held back until the broker's delayed acknowledgement: 40 ms each. */
const promptSocket: ISocketFactory = (address) => openSocket(address).setNoDelay(true);

export interface KafkaClientOptions {
  readonly settings: BusSettings;
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Logger;
}

export async function createKafkaClient(options: KafkaClientOptions): Promise<KafkaClient> {
  const kafka = new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    ...(await security(options.settings)),
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: 15_000,
    socketFactory: promptSocket,
    retry: { ...RETRY, retries: 5 },
    logLevel: options.logger.isLevelEnabled('debug') ? kafkajs.logLevel.INFO : kafkajs.logLevel.NOTHING,
    // What matters of it we say ourselves, once: kafkajs repeats itself at every try.
    logCreator: () => (entry) => options.logger.debug({ kafkajs: entry.namespace }, entry.log.message),
  });
  return {
    admin: kafka.admin({ retry: { ...RETRY, retries: 3, maxRetryTime: 1_000 } }),
    // Idempotent producers of kafkajs lose what they acknowledged; the sender resends by itself.
    producer: kafka.producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      retry: { ...RETRY, initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 },
    }),
    leaveFor: (groupId, memberIds) => leaveFor(kafka, groupId, memberIds),
    consumer: (groupId, lanes) =>
      kafka.consumer({
        groupId,
        partitionAssigners: [laneAssigner(lanes)],
        allowAutoTopicCreation: false,
        // A member that cannot say goodbye (its broker died with it) holds up its group for so long.
        sessionTimeout: 10_000,
        heartbeatInterval: 2_000,
        rebalanceTimeout: 30_000,
        maxWaitTimeInMs: 200,
        maxBytesPerPartition: 256 * 1024,
        // More retries are worse: only a new consumer looks for a new group coordinator.
        retry: { ...RETRY, retries: 5, restartOnFailure: async () => false },
      }),
  };
}

function laneAssigner({ claim, assign }: LaneAssigner): PartitionAssigner {
  const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol;
  return () => ({
    ...ASSIGNER,
    protocol: ({ topics }) => ({
      name: ASSIGNER.name,
      metadata: MemberMetadata.encode({ version: ASSIGNER.version, topics, userData: Buffer.from(JSON.stringify(claim())) }),
    }),
    async assign({ members }) {
      const claims = members.map(({ memberId, memberMetadata }): [string, LaneClaim] => {
        const metadata = MemberMetadata.decode(memberMetadata);
        return [memberId, JSON.parse(String(metadata?.userData)) as LaneClaim];
      });
      return [...assign(new Map(claims))].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: ASSIGNER.version,
          assignment: Object.fromEntries(Object.entries(assignment).map(([topic, partitions]) => [topic, [...partitions]])),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

async function security(settings: BusSettings): Promise<Pick<KafkaConfig, 'ssl' | 'sasl'>> {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = settings;
  return {
    ...(settings.KAFKA_SSL_ENABLED && {
      ssl: {
        ca: await pem(settings.KAFKA_SSL_CA),
        cert: await pem(settings.KAFKA_SSL_CERT),
        key: await pem(settings.KAFKA_SSL_KEY),
      },
    }),
    ...(mechanism !== undefined && { sasl: { mechanism, username, password } as SASLOptions }),
  };
}

async function pem(setting: string | undefined): Promise<string | undefined> {
  return setting === undefined || setting.includes('-----BEGIN') ? setting : readFile(setting, 'utf8');
}
