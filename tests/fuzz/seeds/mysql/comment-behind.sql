0 ALTER TABLE t ADD a int /*!99999 , b int */;
SET x = 1 #y */
/*!999999 DROP TABLE a */;
