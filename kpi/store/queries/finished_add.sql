INSERT INTO t_new
{made}
