/** The demo bank, as the gateway sees it: whom one may sign in as, and how far its load is. */
export interface DemoBank {
  status(): Promise<{
    state: 'loading' | 'ready';
    /** 0..1 */
    progress: number;
    items: { customerId: string; name: string | null }[];
  }>;
}
