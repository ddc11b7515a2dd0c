//! Latencies, and the table they are printed in.

use std::fmt;
use std::time::Duration;

/// What one load did.
pub(crate) struct Latencies {
    sorted: Vec<Duration>,
    elapsed: Duration,
}

impl Latencies {
    pub(crate) fn new(mut latencies: Vec<Duration>, elapsed: Duration) -> Self {
        latencies.sort_unstable();
        Self { sorted: latencies, elapsed }
    }

    /// The smallest latency that so many of a hundred requests don't exceed.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.sorted.len() * percent).div_ceil(100);
        self.sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.sorted.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// `p50 / p99` in milliseconds.
    pub(crate) fn cell(&self) -> String {
        format!("{} / {}", milliseconds(self.percentile(50)), milliseconds(self.percentile(99)))
    }
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// With three digits that matter.
pub(crate) fn milliseconds(time: Duration) -> String {
    let value = time.as_secs_f64() * 1000.0;
    match value {
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

/// A Markdown table: a column for each database and size.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<(String, Vec<String>)>,
}

impl Table {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a cell at the right end of the row of that name.
    pub(crate) fn add(&mut self, row: &str, cell: impl Into<String>) {
        let place = self.rows.iter().position(|(name, _)| name == row).unwrap_or_else(|| {
            self.rows.push((row.to_owned(), Vec::new()));
            self.rows.len() - 1
        });
        self.rows[place].1.push(cell.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, cells)) in self.rows.iter().enumerate() {
            writeln!(f, "| {name} | {} |", cells.join(" | "))?;
            if index == 0 {
                writeln!(f, "|---|{}", "---:|".repeat(cells.len()))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_latencies_that_were_measured() {
        let latencies = Latencies::new((1..=200).rev().map(Duration::from_millis).collect(), Duration::from_secs(2));
        assert_eq!(latencies.percentile(50), Duration::from_millis(100));
        assert_eq!(latencies.percentile(99), Duration::from_millis(198));
        assert_eq!(latencies.per_second(), 100.0);
        assert_eq!(Latencies::new(vec![Duration::from_secs(1)], Duration::from_secs(1)).cell(), "1000 / 1000");
    }

    #[test]
    fn a_table_grows_to_the_right() {
        let mut table = Table::default();
        for (row, cell) in [("database", "a"), ("size", "1"), ("database", "b"), ("size", "2")] {
            table.add(row, cell);
        }
        assert_eq!(table.to_string(), "| database | a | b |\n|---|---:|---:|\n| size | 1 | 2 |\n");
    }
}
