use clap::Args;
use time::Duration;

/// How teachers review.
#[derive(Debug, Clone, Args)]
pub struct ReviewConfig {
    /// Minutes in which a decision can be taken back; mail and account wait for them. 0 has them go at once
    #[arg(long, env = "KINBIND_UNDO_MINUTES", default_value_t = 10, global = true)]
    pub undo_minutes: u16,
}

impl ReviewConfig {
    pub fn undo_window(&self) -> Duration {
        Duration::minutes(self.undo_minutes.into())
    }
}
