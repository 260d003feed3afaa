"""What the judge and a submission's process share: plain values, frames, answers, errors."""
