"""What is normal for one entity, in bounded memory: an observation becomes a surprise, then is learned."""
