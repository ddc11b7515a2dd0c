//! The outbox: nothing is lost, nothing is done twice, and operators see what hangs.

mod crashes;
mod leases;
mod retries;
